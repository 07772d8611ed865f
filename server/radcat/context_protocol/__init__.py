"""A catalogue for agents: tools of the Model Context Protocol, each a question that the registry answers over HTTP."""
