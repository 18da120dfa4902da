"""What a survey is held against: the register's parcels where it lies, as columns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from landsurvey.formats.features import Column


@dataclass(frozen=True)
class KnownParcels:
    """The register's parcels where the survey lies, as columns; "" or None where the register does not say.

    `shape` in the municipality's UTM grid; `parcel_id` int64; `total`: how many parcels the whole register holds, None
    when nobody counted.
    """

    shape: Column
    code: Column
    document_type: Column
    document_number: Column
    utmmap1: Column
    utmmap2: Column
    utmmap3: Column
    utmmap4: Column
    utm_scale: Column
    land_number: Column
    parcel_id: npt.NDArray[np.int64]
    total: int | None = None

    def __len__(self) -> int:
        return len(self.parcel_id)
