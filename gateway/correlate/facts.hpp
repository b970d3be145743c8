#pragma once
// What the registries say about a cell, as the rules want to know it.
#include <string_view>

#include "gateway/correlate/rules.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// Rows of its identity and RAT that were in effect on `date` (ISO, Viet Nam). `cell` must outlive the facts.
CellFacts facts_of(Transaction& tx, const HeardCell& cell, std::string_view date);

/// A cell of the ledger as it was heard on `date`: what its judgement by a registry needs, and no more.
HeardCell cell_of(const Emitter& emitter, std::string_view date);

}  // namespace sb::gateway
