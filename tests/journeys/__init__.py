"""Browser journeys. A package, so that one browser and one site serve them all."""
