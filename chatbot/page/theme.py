"""The theme of Gradio's own components; style.css has everything else."""

import gradio as gr

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"]
_MONO = ["ui-monospace", "monospace"]

THEME = gr.themes.Base(
    primary_hue=gr.themes.colors.teal,
    neutral_hue=gr.themes.colors.slate,
    radius_size=gr.themes.sizes.radius_md,
    text_size=gr.themes.sizes.text_lg,
    font=_SANS,
    font_mono=_MONO,
).set(
    body_background_fill="var(--ground)",
    body_background_fill_dark="var(--ground)",
    body_text_color="var(--ink)",
    body_text_color_dark="var(--ink)",
    background_fill_primary="var(--ground)",
    background_fill_primary_dark="var(--ground)",
    block_background_fill="transparent",
    block_background_fill_dark="transparent",
    block_border_width="0px",
    block_padding="0px",
    block_shadow="none",
    input_background_fill="var(--surface)",
    input_background_fill_dark="var(--surface)",
    input_border_color="var(--line-strong)",
    input_border_color_dark="var(--line-strong)",
    input_border_color_focus="var(--accent)",
    input_border_color_focus_dark="var(--accent)",
    input_placeholder_color="var(--quiet)",
    input_placeholder_color_dark="var(--quiet)",
    button_primary_background_fill="var(--accent)",
    button_primary_background_fill_dark="var(--accent)",
    button_primary_background_fill_hover="var(--accent-strong)",
    button_primary_background_fill_hover_dark="var(--accent-strong)",
    button_primary_text_color="var(--on-accent)",
    button_primary_text_color_dark="var(--on-accent)",
)
