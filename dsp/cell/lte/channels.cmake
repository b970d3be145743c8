# channel estimate, coding, PBCH, PCFICH, PDCCH, PDSCH, SIB1
target_sources(sb_dsp PRIVATE)
