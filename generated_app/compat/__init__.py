"""What Flask did and FastAPI lacks: copied beside the application, deleted piece by piece."""
