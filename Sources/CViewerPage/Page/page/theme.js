// Runs before the page is drawn, so that no other theme flashes up.
try {
  const theme = localStorage.getItem("plens-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* no storage: the system's setting holds */ }
