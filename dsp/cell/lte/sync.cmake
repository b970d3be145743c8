# search, carriers, tracking, receiver
target_sources(sb_cell PRIVATE
  carrier_plan.cpp
  carrier_search.cpp
  crs_check.cpp
  pss_search.cpp
  receiver.cpp
  search_spectra.cpp
  sss_search.cpp
  sync_sequences.cpp
  whole_carrier.cpp)
