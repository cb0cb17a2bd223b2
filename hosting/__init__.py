"""What stands around the page and works beside it: who may see it, what limits and protects it, how it is watched."""
