"""How much of what could be found in a table an audit finds, and how often it cries wolf over a sound one."""
