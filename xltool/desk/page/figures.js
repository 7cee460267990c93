// Figures as people read them: times in Beijing's, points, shares.

const BEIJING = 8 * 3600;

// Seconds since 1970 as a day and a minute; "" where the time is not known.
export function moment(seconds) {
  if (seconds === null || seconds === undefined) return "";
  return new Date((seconds + BEIJING) * 1000).toISOString().slice(0, 16).replace("T", " ");
}

export function day(seconds) {
  return moment(seconds).slice(0, 10);
}

export function counted(number) {
  return number.toLocaleString("zh-CN");
}

export function points(number) {
  return number === null || number === undefined ? "" : number.toFixed(2);
}

export function share(number) {
  return number === null || number === undefined ? "" : (number * 100).toFixed(2) + "%";
}
