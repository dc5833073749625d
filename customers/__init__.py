"""People, companies and dealers on file."""
