"""Plans in other forms, in and out: templates, parameter files, live definitions."""
