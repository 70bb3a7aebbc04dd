"""What the code says about each operation of the API, for its OpenAPI document."""
