/** Sends the file as the request's own body, so that its size does not matter. */
export function enhanceUpload(form) {
  const status = form.querySelector('[data-upload-status]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [file] = form.elements.namedItem('file').files;
    if (!file) return;
    status.textContent = `Uploading ${file.name} …`;
    const response = await fetch(`/documents?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { 'content-type': file.type || 'application/octet-stream', accept: 'application/json' },
      body: file,
    }).catch(() => null);
    if (response?.ok) location.reload();
    else status.textContent = 'The upload failed. Check the name and the size of the file, then try again.';
  });
}
