#!/usr/bin/env python3
"""The drawings of node-v1, with Vietnamese words for the workshop:  drawings.py OUT_FOLDER"""
import csv
import pathlib
import sys

from drawing import Drawing

HERE = pathlib.Path(__file__).resolve().parent


def blocks():
    d = Drawing(180, 112, "Sơ đồ khối trạm nghe node-v1")
    d.box(4, 14, 30, 12, "Anten\nbăng rộng", "g")
    d.box(4, 32, 30, 12, "KĐ nhiễu thấp\n(LNA) trên cột", "g")
    d.box(42, 14, 26, 12, "Chống sét\nđồng trục D6")
    d.box(76, 14, 28, 12, "Chuyển mạch\nRF U11", "h")
    d.box(76, 34, 28, 12, "Nguồn tạp âm\nU12", "h")
    d.box(112, 14, 26, 12, "Máy thu\nSDR")
    d.box(148, 14, 28, 30, "Máy chủ\nPi 5 + NVMe\nsongbien-node")
    d.box(76, 58, 52, 20, "Vi điều khiển giám sát\nSTM32G0B1 (U1)\nnguồn, PPS, cửa, nhiệt", "h")
    d.box(148, 58, 28, 12, "Modem LTE")
    d.box(42, 34, 28, 12, "GNSS U13\n+ chống sét D7")
    d.box(4, 58, 30, 12, "Pin mặt trời\n2 × 200 Wp", "g")
    d.box(4, 76, 30, 12, "Bộ sạc MPPT")
    d.box(42, 76, 28, 12, "Ắc quy\nLiFePO4 200 Ah")
    d.box(76, 90, 52, 12, "Cửa · nghiêng\nquạt · sưởi · đèn")
    d.box(148, 90, 28, 12, "SHT40\nnhiệt, ẩm")
    d.wire([(19, 26), (19, 32)], "r")
    d.wire([(34, 38), (38, 38), (38, 20), (42, 20)], "r")
    d.wire([(68, 20), (76, 20)], "r")
    d.wire([(90, 34), (90, 26)], "r")
    d.wire([(104, 20), (112, 20)], "r")
    d.wire([(138, 20), (148, 20)], "w", "USB 3")
    d.wire([(55, 46), (55, 68), (76, 68)], "w", "")
    d.text(57, 56, "PPS", "s")
    d.wire([(128, 64), (138, 64), (138, 36), (148, 36)], "w")
    d.text(139.5, 50, "UART", "s")
    d.wire([(162, 44), (162, 58)], "w", "")
    d.wire([(19, 70), (19, 76)], "p")
    d.wire([(34, 82), (42, 82)], "p")
    d.wire([(70, 82), (73, 82), (73, 74), (76, 74)], "p")
    d.wire([(102, 78), (102, 90)], "w")
    d.wire([(128, 74), (140, 74), (140, 96), (148, 96)], "w")
    d.text(142, 84, "I2C", "s")
    d.wire([(128, 60), (134, 60), (134, 26)], "p")
    d.text(110, 31, "bật/tắt nguồn", "s")
    d.text(4, 108, "xanh dương: cao tần   ·   đỏ: nguồn   ·   đen: tín hiệu. Trạm chỉ thu, không có đường phát.", "s")
    return d


def enclosure():
    d = Drawing(180, 120, "Tủ IP66 400 × 300 × 200 mm: bố trí trong và mặt đáy")
    d.box(10, 16, 100, 75, "", "h")
    d.measure(10, 110, 96, "400")
    d.wire([(114, 16), (114, 91)], "d")
    d.text(116, 54, "300", "s")
    d.box(15, 21, 38, 26, "Máy chủ Pi 5\ntản nhiệt áp thành")
    d.box(57, 21, 29, 26, "SDR\ntrong hộp chắn")
    d.box(90, 21, 16, 26, "Modem")
    d.box(15, 52, 46, 32, "Bo giám sát\nnode-v1", "g")
    d.box(66, 52, 18, 14, "Quạt")
    d.box(88, 52, 18, 14, "Sưởi")
    d.box(66, 70, 40, 14, "Thanh nối đất\nđồng 6 × 20")
    d.box(126, 16, 48, 16, "Tấm che nắng:\ncách nóc 30 mm")
    d.box(126, 38, 48, 46, "Mặt đáy, từ trái sang:\n1 anten N (J10)\n2 GNSS SMA\n3 ắc quy M12 (J1)\n4 pin mặt trời M12 (J2)\n5 cửa/nghiêng M12 (J8)\n6 van thoát ẩm\n7 bu lông đất M8")
    for i in range(7):
        d.circle(17 + 14 * i, 106, 3.6)
        d.text(17 + 14 * i, 107.2, str(i + 1), "", "middle")
    d.text(10, 116, "Mọi lỗ ở mặt đáy; cáp vòng xuống 100 mm (vòng nhỏ giọt) trước khi vào. Gioăng cửa thay mỗi 3 năm.", "s")
    return d


def mast():
    d = Drawing(140, 170, "Cột 6 m và vị trí thiết bị")
    d.wire([(60, 20), (60, 150)], "w")
    d.wire([(58.6, 20), (58.6, 150)], "w")
    d.wire([(59.3, 12), (59.3, 20)], "e")
    d.text(64, 15, "Kim thu sét, cao hơn anten ≥ 0,5 m")
    d.box(44, 26, 12, 22, "", "g")
    d.text(8, 36, "Anten băng rộng\ncách cột ≥ 0,3 m")
    d.wire([(56, 37), (58.6, 37)], "w")
    d.box(63, 40, 16, 8, "LNA", "g")
    d.wire([(60, 44), (63, 44)], "w")
    d.circle(74, 58, 4, "g")
    d.text(81, 59, "GNSS: thấy trời ≥ 120°")
    d.wire([(60, 58), (70, 58)], "w")
    d.box(62, 70, 14, 5, "", "b")
    d.text(80, 74, "Công tắc nghiêng (J8.3)")
    d.wire([(30, 84), (57, 96)], "p")
    d.wire([(30, 84), (34, 80)], "p")
    d.text(1, 73, "Pin mặt trời 35°\nhướng nam")
    d.box(62, 104, 22, 18, "Tủ", "h")
    d.text(87, 110, "mép dưới cách đất\n≥ 2,5 m; khóa")
    d.box(62, 126, 22, 12, "Ắc quy", "h")
    d.wire([(59.3, 52), (20, 150)], "d")
    d.wire([(59.3, 52), (100, 150)], "d")
    d.text(10, 128, "Dây néo\n3 hướng", "s")
    d.wire([(57.4, 20), (57.4, 152)], "e")
    d.text(20, 146, "Dây thoát sét ≥ 16 mm²", "s")
    d.earth(57.4, 152)
    d.wire([(4, 150), (116, 150)], "w")
    d.text(66, 162, "Cọc đất ≤ 10 Ω", "s")
    return d


def grounding():
    d = Drawing(160, 84, "Chống sét và nối đất: một điểm đất duy nhất")
    d.box(6, 14, 30, 14, "Anten / LNA", "g")
    d.box(51, 14, 40, 14, "Chống sét đồng trục\nD6 (GDT 90 V)")
    d.box(108, 14, 40, 14, "Tủ: bo giám sát, SDR", "h")
    d.wire([(36, 21), (51, 21)], "r", "LMR-400")
    d.wire([(91, 21), (108, 21)], "r", "≤ 0,5 m")
    d.box(54, 40, 34, 10, "Thanh đất đồng", "g")
    d.wire([(71, 28), (71, 40)], "e", "")
    d.wire([(128, 28), (128, 45), (88, 45)], "e")
    d.wire([(21, 28), (21, 45), (54, 45)], "e")
    d.text(100, 43, "16 mm², ≤ 1 m", "s")
    d.text(23, 36, "vỏ cáp bắt đất\nở đỉnh và chân cột", "s")
    d.wire([(71, 50), (71, 60)], "e")
    d.earth(71, 60)
    d.text(80, 66, "Cọc ≤ 10 Ω, đo mùa khô; ghi vào biên bản")
    d.text(6, 80, "Nguồn: D1, D5 (SMBJ26A) sau cầu chì F1, F2. Không cắt dây đất khi trời có giông.", "s")
    return d


def lamp():
    d = Drawing(165, 122, "Đèn trạng thái cạnh cửa (một nhịp = 2 giây)")
    with open(HERE / "lamp.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    colours = {"red": "#d93025", "green": "#188038", "blue": "#1a73e8"}
    for i, row in enumerate(rows):
        y = 16 + 9 * i
        patterns = {name: int(row[name], 16) for name in colours}
        for step in range(8):
            lit = [name for name in colours if patterns[name] >> step & 1]
            fill = {(): "#eee", ("red", "green"): "#f9ab00", ("red", "blue"): "#a142f4"}.get(
                tuple(lit), colours[lit[0]] if lit else "#eee")
            d.circle(8 + 6 * step, y - 1.2, 2.2, "b", fill)
        d.text(60, y, row["vi"])
    return d


DRAWINGS = {"so-do-khoi": blocks, "tu": enclosure, "cot": mast, "noi-dat": grounding, "den": lamp}


def main(out):
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in DRAWINGS.items():
        (folder / f"{name}.svg").write_text(draw().svg(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
