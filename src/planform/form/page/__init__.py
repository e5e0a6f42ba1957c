"""What the browser gets: modules and style sheets, as they are, and how they are joined."""
