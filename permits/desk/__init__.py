"""The officer's side: queue, asking back, visits, decision, permit, fee, and the building's way into the register."""
