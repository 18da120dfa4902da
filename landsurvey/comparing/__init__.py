"""A survey beside the register: which row goes on as which parcel, what differs, where parcels come from."""
