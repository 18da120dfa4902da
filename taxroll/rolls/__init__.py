"""What happens with a roll: its states, the published list, corrections, supplements, comparison, proof."""
