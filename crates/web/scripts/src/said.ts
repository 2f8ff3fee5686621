// Says something to those who hear the page instead of seeing it.

export function say(words: string): void {
  const place = document.getElementById("said");
  if (!place) return;
  // A sentence that is there already would not be said again.
  place.textContent = "";
  requestAnimationFrame(() => {
    place.textContent = words;
  });
}
