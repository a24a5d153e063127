"""A model from elsewhere, in numbers and text as a reader of it gives them, made into a model file of ours."""
