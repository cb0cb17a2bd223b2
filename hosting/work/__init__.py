"""Work beside the page: in this process and its children, or in a worker on another machine."""
