-- What is known from elsewhere has a value of each metric that counts, in place of one of the only one.

UPDATE sweep SET prior = (
    SELECT json_group_array(json_set(
        json_remove(known.value, '$.value'),
        '$.values',
        CASE WHEN metric IS NULL OR known.value ->> '$.value' IS NULL THEN json_object()
            ELSE json_object(metric, known.value -> '$.value') END))  -- as it was written, to its last digit
    FROM json_each(prior) AS known)
WHERE prior <> '[]';

-- Of several metrics the first was searched by, and the others had no say. Sweeps that began so go on so: what else their
-- files ask for, such as repeats or an acquisition, may not go with several objectives.

UPDATE sweep SET document = json_set(document, '$.metrics', json_array(document -> '$.metrics[0]'))
WHERE json_array_length(document, '$.metrics') > 1;

UPDATE sweep_version SET document = json_set(document, '$.metrics', json_array(document -> '$.metrics[0]'))
WHERE json_array_length(document, '$.metrics') > 1;
