"""What words mean: labels to roles and kinds, options, the kinds themselves."""
