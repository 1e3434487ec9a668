/** What a foreign peer, or a file's name, may bring into a report. */
export const HOSTILE = [
  '"><img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '<!--title--><!--data-->',
  ']]>&amp;&#x0;',
  '\u0000\u001b[2J\u202e\ud800\ufffe\uffff',
  '[x](javascript:alert(1)) `code` | cell | **bold** @everyone #1',
];
