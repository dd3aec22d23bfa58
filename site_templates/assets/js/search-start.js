// Starts the search where it can work; elsewhere says so, and the lists stay as they are.
// Not a module: pages opened from a disk may run scripts like this one, but no modules.
(() => {
  const listing = document.querySelector("[data-listing]");
  if (!listing) return;
  const search = new URL("search.js", document.currentScript.src).href;
  const excuse = () => {
    listing.querySelector("[data-search-unavailable]").hidden = false;
  };
  if (location.protocol === "file:") excuse();
  else import(search).then((module) => module.start(listing)).catch(excuse);
})();
