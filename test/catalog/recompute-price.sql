-- The price of a request, worked out a second time: from the storefront file's own text, in numeric, as a query would do it.
-- Nothing of the gateway's pricing is used. Kinds of rules and meters that no storefront ships are left out and fail.

-- Division keeps 60 digits, so that what is rounded up afterwards is never a rounding error.
CREATE FUNCTION shared(amount numeric, among numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT round(amount, 60) / among
$$;

-- Width x height: "1024x1536", two sides, or a number of rows with an aspect ratio (16:9 unless given) and even sides.
CREATE FUNCTION asked_pixels(asked jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN asked ? 'size' THEN split_part(asked->>'size', 'x', 1)::numeric * split_part(asked->>'size', 'x', 2)::numeric
    WHEN asked ? 'width' THEN (asked->>'width')::numeric * (asked->>'height')::numeric
    ELSE lines * 2 * round(shared(lines * greatest(across, down), 2 * least(across, down)))
  END
  FROM (
    SELECT CASE asked->>'resolution' WHEN '4k' THEN 2160 ELSE rtrim(asked->>'resolution', 'p')::numeric END AS lines,
      split_part(coalesce(asked->>'aspect_ratio', '16:9'), ':', 1)::numeric AS across,
      split_part(coalesce(asked->>'aspect_ratio', '16:9'), ':', 2)::numeric AS down
  ) AS frame
$$;

CREATE FUNCTION counted(source jsonb, meters jsonb, asked jsonb, prompt text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  product numeric := 1;
  factor jsonb;
BEGIN
  CASE source->>'from'
    WHEN 'count' THEN RETURN 1;
    WHEN 'constant' THEN RETURN (source->>'value')::numeric;
    WHEN 'parameter' THEN RETURN (asked->>(source->>'name'))::numeric;
    WHEN 'items' THEN RETURN coalesce(jsonb_array_length(asked->(source->>'name')), 0);
    WHEN 'promptCharacters' THEN RETURN shared(char_length(prompt), coalesce(source->>'per', '1')::numeric);
    WHEN 'requestedPixels', 'outputPixels' THEN RETURN shared(asked_pixels(asked), (source->>'per')::numeric);
    WHEN 'outputSeconds' THEN RETURN counted(source->'expected', meters, asked, prompt);
    WHEN 'meter' THEN RETURN counted(meters->(source->>'meter')->'source', meters, asked, prompt);
    WHEN 'product' THEN
      FOR factor IN SELECT * FROM jsonb_array_elements(source->'factors') LOOP
        product := product * counted(factor, meters, asked, prompt);
      END LOOP;
      RETURN shared(product, coalesce(source->>'dividedBy', '1')::numeric);
  END CASE;
END
$$;

-- The amounts of a rule in credits, one for each line of a bill, before they are rounded.
CREATE FUNCTION rule_amounts(rule jsonb, quantity numeric, asked jsonb) RETURNS numeric[] LANGUAGE plpgsql AS $$
DECLARE
  price numeric := (rule->>'price')::numeric;
  per numeric := coalesce(rule->>'per', '1')::numeric;
BEGIN
  IF rule ?| ARRAY['scope', 'when', 'beyond'] THEN
    RAISE EXCEPTION 'no storefront had such a rule: %', rule;
  END IF;
  CASE rule->>'kind'
    WHEN 'flat' THEN RETURN ARRAY[price];
    WHEN 'perUnit', 'surcharge' THEN RETURN ARRAY[shared(quantity * price, per)];
    WHEN 'package' THEN RETURN ARRAY[ceil(shared(quantity, (rule->>'size')::numeric)) * price];
    WHEN 'styleTable' THEN RETURN ARRAY[quantity * (rule->'prices'->>(asked->>(rule->>'parameter')))::numeric];
    WHEN 'matrix' THEN
      RETURN ARRAY(
        SELECT shared(quantity * (line->>'price')::numeric, per)
        FROM jsonb_array_elements(rule->'rows') AS line
        WHERE asked @> (line->'where')
        ORDER BY (SELECT count(*) FROM jsonb_object_keys(line->'where')) DESC
        LIMIT 1
      );
    WHEN 'firstPlusFurther' THEN
      IF rule->'first' ? 'upTo' OR rule->'further' ? 'per' OR rule->'further'->>'counting' <> 'exact' THEN
        RAISE EXCEPTION 'no storefront had such a rule: %', rule;
      END IF;
      RETURN ARRAY[
        (rule->'first'->>'price')::numeric,
        greatest(quantity - 1, 0) * (rule->'further'->>'price')::numeric
      ];
  END CASE;
END
$$;

-- In micro-credits: every line of one output is rounded up, and then taken as often as there are outputs.
CREATE FUNCTION recomputed_price(model jsonb, chosen jsonb, prompt text, outputs integer) RETURNS numeric LANGUAGE sql AS $$
  WITH request AS (
    SELECT coalesce(jsonb_object_agg(name, field->'default') FILTER (WHERE field ? 'default'), '{}') || chosen AS asked
    FROM jsonb_each(model->'parameters') AS parameter(name, field)
  )
  SELECT outputs * sum(ceil(round(amount * 1000000, 40)))
  FROM request,
    jsonb_array_elements(model->'rules') AS rule,
    unnest(rule_amounts(rule, CASE WHEN rule ? 'meter'
      THEN counted(model->'meters'->(rule->>'meter')->'source', model->'meters', asked, prompt) END, asked)) AS amount
$$;
