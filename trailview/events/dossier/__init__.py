"""All that is known of one principal, key, address or resource: gathered event by event."""
