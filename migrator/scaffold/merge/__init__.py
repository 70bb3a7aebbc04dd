"""Three texts into one: what was generated, what a person made of it, what is generated now."""
