#pragma once
// Statements and migrations are written once, in words that SQLite understands. Here the few of them that
// PostgreSQL has under another name become its own; the schema "songbien" holds the operators that it lacks.
// What a statement may use: ?, ?n, RETURNING, ON CONFLICT with the table's name before each of its columns,
// ->> of a JSON text to a number, group_concat, instr, floor; "user" in quotes or behind its table's name;
// never max() or min() of two.
#include <string>
#include <string_view>

namespace sb::gateway {

/// One statement; "?" and "?n" become "$n".
std::string postgres_statement(std::string_view sqlite);
/// A whole migration: types, keys that count by themselves, generated columns, triggers that refuse.
std::string postgres_migration(std::string_view sqlite);
/// The schema and what it holds before the first migration. Idempotent.
extern const char* const kPostgresSchema;

}  // namespace sb::gateway
