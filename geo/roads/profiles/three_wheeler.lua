return require('vehicle')
