"""What happens in this stage."""
