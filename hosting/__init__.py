"""What surrounds the page: health now; access, headers, limits and metrics belong here too."""
