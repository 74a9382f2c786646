"""Rule `readiness-2`, worked out slowly and plainly from its text alone; a second opinion."""
