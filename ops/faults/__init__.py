"""Programs are killed and frozen while devices send; afterwards every fix is accounted for."""
