"""Persons, units, grants, duty and leave; how staff sign in."""
