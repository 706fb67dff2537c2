"""The small office (小单位岗位兼任): which separations of duty the office has relaxed, by which recorded decision."""
