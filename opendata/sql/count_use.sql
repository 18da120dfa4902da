INSERT INTO opendata_datasetuse AS use (municipality_id, layer, "on", views, downloads, questions)
VALUES (%(municipality)s, %(layer)s, %(on)s, %(views)s, %(downloads)s, %(questions)s)
ON CONFLICT (municipality_id, layer, "on")
DO UPDATE SET views = use.views + excluded.views, downloads = use.downloads + excluded.downloads,
    questions = use.questions + excluded.questions
