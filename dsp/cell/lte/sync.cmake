# search, carriers, tracking, receiver
target_sources(sb_dsp PRIVATE)
