# search, tracking, receiver
sb_test(sb_unit_lte_sync LABEL unit
  SOURCES
    carrier_plan_test.cpp
    carrier_search_test.cpp
    cell_stream_test.cpp
    search_spectra_test.cpp
    sync_sequences_test.cpp
  LINKS sb_dsp)

sb_test(sb_unit_lte_receiver LABEL unit
  SOURCES receiver_test.cpp
  LINKS sb_dsp)

sb_test(sb_unit_lte_cancel LABEL unit TIMEOUT 300
  SOURCES
    cancel/co_channel_test.cpp
    cancel/element_map_test.cpp
    cancel/removal_test.cpp
    "${CMAKE_SOURCE_DIR}/tests/support/co_channel_scene.cpp"
  LINKS sb_dsp)
