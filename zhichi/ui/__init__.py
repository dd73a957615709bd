"""Design system and page shells: tokens, components, template tags, navigation, paging, answers for htmx."""
