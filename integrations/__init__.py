"""Outside services behind protocols; nothing here knows a customer or an account."""
