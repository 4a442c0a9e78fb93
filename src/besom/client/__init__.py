"""How scripts, agents and commands reach a server: the HTTP client, the settings that name it, and the SDK's run."""
