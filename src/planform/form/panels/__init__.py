"""What stands beside the form, made of ipywidgets: browser, dashboard, batch panel."""
