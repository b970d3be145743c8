#!/usr/bin/env python3
"""Supply and temperature of node-v1:  power_budget.py [--json]

loads.csv and site.csv -> what a December day takes and gives, how long the battery lasts without sun, how warm the box gets.
Exit status 1 when the box would not live through its December or its July.
"""
import csv
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
HOST_LIMIT_C = 70.0  # air beside a Pi 5 with its cooler, before it throttles
SHT_TO_PARTS_C = 5.0


def read(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def budget():
    loads = read("loads.csv")
    site = {row["name"]: float(row["value"]) for row in read("site.csv")}
    normal_w = sum(float(row["normal_w"]) for row in loads) / site["converter"]
    saving_w = sum(float(row["saving_w"]) for row in loads) / site["converter"]
    stored_wh = site["battery"] * site["usable"] * site["cold"]
    # A dark spell begins full: normal to the saving threshold (a fifth of the charge left), then saving to the stop.
    normal_h = 0.8 * stored_wh / normal_w
    saving_h = 0.2 * stored_wh / saving_w
    gain_wh = site["sun_december"] * site["panel"] * site["performance_ratio"]
    # What heats the box in July: all but the amplifier outside and the heaters.
    inside_w = sum(float(row["normal_w"]) for row in loads if "heater" not in row["load"] and "mast" not in row["load"])
    inside_w /= site["converter"]
    sun_w = site["sun_on_box"] * site["sun_power"] * site["box_face"]
    rise_k = (inside_w + sun_w) / (site["box_area"] * site["box_u"])
    winter_rise_k = inside_w / (site["box_area"] * site["box_u"])
    return {"normal_w": round(normal_w, 1), "saving_w": round(saving_w, 1), "day_wh": round(24 * normal_w),
            "sun_wh": round(gain_wh), "surplus_wh": round(gain_wh - 24 * normal_w), "stored_wh": round(stored_wh),
            "autonomy_h": round(normal_h + saving_h), "wanted_h": round(24 * site["days_without_sun"]),
            "days_to_recover": round(stored_wh / (gain_wh - 24 * normal_w), 1) if gain_wh > 24 * normal_w else None,
            "box_rise_k": round(rise_k, 1), "box_hottest_c": round(site["air_hottest"] + rise_k, 1),
            "box_coldest_c": round(site["air_coldest"] + winter_rise_k, 1)}


def main():
    result = budget()
    if "--json" in sys.argv:
        print(json.dumps(result, indent=1))
    else:
        print(f"load {result['normal_w']} W (saving {result['saving_w']} W) at the battery: {result['day_wh']} Wh a day")
        print(f"December sun {result['sun_wh']} Wh a day: {result['surplus_wh']:+} Wh; "
              f"from empty to full in {result['days_to_recover']} days")
        print(f"without any sun {result['autonomy_h']} h (wanted {result['wanted_h']} h) out of {result['stored_wh']} Wh")
        print(f"inside: {result['box_hottest_c']} degC in July (rise {result['box_rise_k']} K, limit {HOST_LIMIT_C - SHT_TO_PARTS_C}), "
              f"{result['box_coldest_c']} degC in a cold night")
    lives = (result["surplus_wh"] > 0 and result["autonomy_h"] >= result["wanted_h"]
             and result["box_hottest_c"] <= HOST_LIMIT_C - SHT_TO_PARTS_C and result["box_coldest_c"] >= -10)
    return 0 if lives else 1


if __name__ == "__main__":
    sys.exit(main())
