"""Tests that belong to no single part: rules about the code, journeys through the whole product."""
