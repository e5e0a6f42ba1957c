"""What a template's author says of its fields where inference says otherwise."""
