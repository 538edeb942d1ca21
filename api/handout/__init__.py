"""Routes and weeks as people take them along: sheets, files for devices and maps, texts for telephones."""
