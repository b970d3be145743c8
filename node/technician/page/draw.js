// The live spectrum as a line and as a waterfall. Rows come as half decibels; colours are a fixed scale of luminance.
const kLow = -120, kHigh = -20; // dBFS shown

function shade(dbfs) {
  const x = Math.min(1, Math.max(0, (dbfs - kLow) / (kHigh - kLow)));
  return [Math.round(255 * Math.min(1, Math.max(0, 2 * x - 0.6))), Math.round(255 * x), Math.round(110 + 110 * Math.sin(Math.PI * x))];
}

export function drawLine(canvas, row) {
  const pen = canvas.getContext('2d');
  const { width, height } = canvas;
  pen.fillStyle = '#0d151b';
  pen.fillRect(0, 0, width, height);
  pen.font = '20px system-ui';
  pen.textBaseline = 'top';
  for (let db = kLow; db <= kHigh; db += 20) {
    const y = height - ((db - kLow) / (kHigh - kLow)) * height;
    pen.strokeStyle = '#2c3b46';
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.stroke();
    pen.fillStyle = '#a9bac6';
    pen.fillText(`${db}`, 4, y + 2);
  }
  pen.strokeStyle = '#7fd3ff';
  pen.lineWidth = 2;
  pen.beginPath();
  row.half_db.forEach((code, i) => {
    const y = height - ((code / 2 - kLow) / (kHigh - kLow)) * height;
    const x = (i / Math.max(1, row.half_db.length - 1)) * width;
    if (i === 0) pen.moveTo(x, y); else pen.lineTo(x, y);
  });
  pen.stroke();
}

/** One row at the top, the older ones move down. */
export function drawFall(canvas, row) {
  const pen = canvas.getContext('2d');
  const step = 4;
  pen.drawImage(canvas, 0, 0, canvas.width, canvas.height - step, 0, step, canvas.width, canvas.height - step);
  const strip = pen.createImageData(canvas.width, step);
  for (let x = 0; x < canvas.width; ++x) {
    const code = row.half_db[Math.floor((x / canvas.width) * row.half_db.length)];
    const [red, green, blue] = shade(code / 2);
    for (let y = 0; y < step; ++y) strip.data.set([red, green, blue, 255], 4 * (y * canvas.width + x));
  }
  pen.putImageData(strip, 0, 0);
}

/** A picture of at most `most` octets, made smaller and coarser until it fits. */
export async function shrink(file, most) {
  const picture = await createImageBitmap(file);
  for (const [side, quality] of [[960, 0.6], [640, 0.6], [640, 0.4], [480, 0.4], [320, 0.4]]) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', quality); });
    if (blob && blob.size <= most) return blob;
  }
  return null;
}
