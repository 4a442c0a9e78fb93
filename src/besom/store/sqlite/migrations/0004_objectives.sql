-- What is known from elsewhere has a value of each metric that counts, in place of one of the only one.

UPDATE sweep SET prior = (
    SELECT json_group_array(json_set(
        json_remove(known.value, '$.value'),
        '$.values',
        CASE WHEN metric IS NULL OR known.value ->> '$.value' IS NULL THEN json_object()
            ELSE json_object(metric, known.value ->> '$.value') END))
    FROM json_each(prior) AS known)
WHERE prior <> '[]';
