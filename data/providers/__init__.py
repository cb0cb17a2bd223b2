"""Sources of prices, each behind the protocol in `data.providers.base`."""
