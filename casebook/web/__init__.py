"""What all views share: the three kinds of transaction, throttling, error pages, headers, template globals."""
